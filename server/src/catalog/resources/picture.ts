import { z } from "zod";
import { pictureKinds } from "../look.ts";
import { instant } from "../parts.ts";

export const picture = z
  .object({
    id: z.string(),
    url: z
      .string()
      .meta({ description: "For logo_url, picture_url and image_url; what it shows never changes." }),
    kind: z.enum(pictureKinds),
    type: z.enum(["image/png", "image/jpeg"]),
    width: z.number().int().meta({ description: "In pixels." }),
    height: z.number().int().meta({ description: "In pixels." }),
    bytes: z.number().int(),
    created_at: instant,
  })
  .meta({
    id: "Picture",
    examples: [
      {
        id: "pic_014",
        url: "https://cards.example.com/pictures/8f14e45fceea167a5a36dedd4bea2543a1b2c3d4.png",
        kind: "logo",
        type: "image/png",
        width: 512,
        height: 512,
        bytes: 18_432,
        created_at: "2026-01-15T08:30:00Z",
      },
    ],
  });
