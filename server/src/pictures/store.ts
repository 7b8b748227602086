import { Failure } from "../core/failure.ts";
import { KeyedQueue } from "../core/keyed-queue.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import { sha256Hex } from "../core/secrets.ts";
import { insertOnce, isDuplicateKey } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { drawAnew, type Drawn } from "./draw.ts";
import { pictureFiles, pictures, type PictureDocument } from "./model.ts";

/** A business keeps so many. */
const mostPictures = 200;

/** Long enough that no two pictures share one. */
const nameDigits = 40;

const endings: Readonly<Record<Drawn["type"], string>> = { "image/png": "png", "image/jpeg": "jpg" };

/** What an address of ours names, before anybody looks whether it is there. */
export const pictureName = /^[0-9a-f]{40}\.(?:png|jpg)$/;

const findByName = (platform: Platform, businessId: string, name: string): Promise<PictureDocument | null> =>
  platform.store.collection(pictures).findOne({ business_id: businessId, name });

/** The facts, or those that stand since the same picture came before. @throws picture_limit_reached */
const note = async (
  platform: Platform,
  businessId: string,
  { content, ...drawn }: Drawn,
): Promise<PictureDocument> => {
  const name = `${sha256Hex(content).slice(0, nameDigits)}.${endings[drawn.type]}`;
  const standing = await findByName(platform, businessId, name);
  if (standing !== null) return standing;
  const all = platform.store.collection(pictures);
  if ((await all.countDocuments({ business_id: businessId })) >= mostPictures)
    throw new Failure("picture_limit_reached");
  const { kind, type, width, height } = drawn;
  const document: PictureDocument = {
    _id: platform.newId("pic"),
    business_id: businessId,
    name,
    kind,
    type,
    width,
    height,
    bytes: content.length,
    created_at: platform.clock.now(),
  };
  try {
    return await insertOnce(all, document);
  } catch (error) {
    const other = isDuplicateKey(error) ? await findByName(platform, businessId, name) : null;
    if (other === null) throw error;
    return other;
  }
};

/** One after another: unpacking a picture takes a core. */
const drawing = new KeyedQueue();

/**
 * Draws a picture anew and keeps it. Killed between facts and file, the same upload again brings the file.
 * @throws validation_failed, picture_limit_reached
 */
export const uploadPicture = (
  platform: Platform,
  businessId: string,
  bytes: Buffer,
  kind: Drawn["kind"],
): Promise<PictureDocument> =>
  drawing.run("", async () => {
    const drawn = await drawAnew(bytes, kind);
    const document = await note(platform, businessId, drawn);
    const file = { _id: document._id, name: document.name, content: drawn.content };
    await insertOnce(platform.store.collection(pictureFiles), file);
    return document;
  });

export const listPictures = (
  platform: Platform,
  businessId: string,
  paging: Paging,
): Promise<Page<PictureDocument>> =>
  readPage<PictureDocument>(platform.store.collection(pictures), { business_id: businessId }, paging);

/** The file goes first: what a crash leaves is still listed, and can be deleted again. @throws not_found */
export const deletePicture = async (platform: Platform, businessId: string, id: string): Promise<void> => {
  const all = platform.store.collection(pictures);
  const found = await all.findOne({ _id: id, business_id: businessId });
  if (found === null) throw new Failure("not_found");
  await platform.store.collection(pictureFiles).deleteOne({ _id: id });
  await all.deleteOne({ _id: id });
};

/** The bytes under a name, null when there are none. */
export const readPicture = async (platform: Platform, name: string): Promise<Buffer | null> => {
  if (!pictureName.test(name)) return null;
  const found = await platform.store.collection(pictureFiles).findOne({ name }, { promoteBuffers: true });
  return found?.content ?? null;
};
