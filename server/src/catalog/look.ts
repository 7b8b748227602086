import { z } from "zod";
import { text } from "./parts.ts";

/** How a shop looks to its customers: on the card page, in mails and on wallet passes. */

/** An address of a picture: https, or one that POST /pictures gave. */
export const pictureUrl = z.url({ protocol: /^https?$/ }).max(2000);

const color = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, "must be a colour such as #5b2a86")
  .meta({ description: "The shop's colour, #rrggbb. Text on it is black or white, whichever reads better." });

/** What a request says of a look: a member that is left out stays as it is, null takes it back. */
export const lookIn = z.strictObject({
  color: color.nullish(),
  logo_url: pictureUrl.nullish().meta({ description: "Shown small, on any background; PNG looks best." }),
  picture_url: pictureUrl.nullish().meta({ description: "Shown across the whole width of the card." }),
  address: text(300).nullish().meta({ description: "Where to find the shop, as people write it." }),
});

/** A look as an answer shows it. */
export const look = z
  .object({
    color: z.string().nullable().meta({ description: "#rrggbb." }),
    logo_url: z.string().nullable(),
    picture_url: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({
    id: "Look",
    description: "A card template's look goes before the business's; null there means: as the business.",
    examples: [
      {
        color: "#5b2a86",
        logo_url: "https://cards.example.com/pictures/8f14e45fceea167a5a36dedd4bea2543a1b2c3d4.png",
        picture_url: null,
        address: "12 Main Street",
      },
    ],
  });

export type Look = z.infer<typeof look>;

/** A look of which nothing is said. */
export const noLook: Look = { color: null, logo_url: null, picture_url: null, address: null };

/** What a picture is for: a `logo` becomes a PNG of at most 512 pixels, a `picture` a JPEG of at most 1600. */
export const pictureKinds = ["logo", "picture"] as const;

/** The media types a picture is taken as. */
export const pictureMedia = ["image/png", "image/jpeg", "image/webp"] as const;

export const maxPictureBytes = 1024 * 1024;
