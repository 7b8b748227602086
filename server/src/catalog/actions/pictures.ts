import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { maxPictureBytes, pictureKinds, pictureMedia } from "../look.ts";
import { id } from "../parts.ts";
import * as resources from "../resources.ts";

export const uploadPicture = defineAction({
  name: "upload_picture",
  method: "POST",
  path: "/pictures",
  tag: "Pictures",
  summary: "Upload a picture",
  description:
    "The body is the file itself: PNG, JPEG or WebP, at most 1 MB and 16 million pixels. It is drawn anew, upright, without what the camera noted; the same picture again is the one that is there. A business keeps 200.",
  role: "manager",
  status: 201,
  query: {
    kind: z
      .enum(pictureKinds)
      .default("picture")
      .meta({ description: "logo: a PNG of at most 512 pixels; picture: a JPEG of at most 1600." }),
  },
  body: z.file(),
  takes: { media: pictureMedia, maxBytes: maxPictureBytes },
  result: resources.picture,
  errors: ["picture_limit_reached"],
  example: { query: { kind: "logo" } },
});

export const listPictures = defineAction({
  name: "list_pictures",
  method: "GET",
  path: "/pictures",
  tag: "Pictures",
  summary: "List pictures",
  query: paging,
  result: page(resources.picture),
});

export const deletePicture = defineAction({
  name: "delete_picture",
  method: "DELETE",
  path: "/pictures/:id",
  tag: "Pictures",
  summary: "Delete a picture",
  description: "Where it is still named, nothing is shown in its place.",
  role: "manager",
  status: 204,
  params: { id: id("pic") },
  errors: ["not_found"],
});
