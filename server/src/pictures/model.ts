import type { z } from "zod";
import type { picture } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";

type Picture = z.output<typeof picture>;

/** What is known of a picture; the picture itself is in its file, so that lists stay small. */
export interface PictureDocument extends Pick<Picture, "kind" | "type" | "width" | "height" | "bytes"> {
  _id: string;
  business_id: string;
  /** Hash of the content and the type's ending: its name in the address. */
  name: string;
  created_at: Date;
}

export const pictures = defineCollection<PictureDocument>("pictures", [
  // GET /pictures
  { keys: { business_id: 1, _id: -1 } },
  // the same picture again
  { keys: { business_id: 1, name: 1 }, options: { unique: true } },
]);

export interface PictureFileDocument {
  /** The picture's id. */
  _id: string;
  name: string;
  content: Buffer;
}

export const pictureFiles = defineCollection<PictureFileDocument>("picture_files", [
  // GET /pictures/<name>; two businesses may have the same picture
  { keys: { name: 1 } },
]);
