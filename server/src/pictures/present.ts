import type { z } from "zod";
import type { picture } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { pictureAddress } from "./address.ts";
import type { PictureDocument } from "./model.ts";

export const presentPicture = (publicUrl: string, one: PictureDocument): z.output<typeof picture> => ({
  id: one._id,
  url: pictureAddress(publicUrl, one.name),
  kind: one.kind,
  type: one.type,
  width: one.width,
  height: one.height,
  bytes: one.bytes,
  created_at: toInstant(one.created_at),
});
