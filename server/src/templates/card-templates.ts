import { Failure, unknownId } from "../core/failure.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import { Standing } from "../core/standing.ts";
import { byId, insertOnce } from "../core/store.ts";
import { changedLook, type LookInput } from "../look/index.ts";
import type { Platform } from "../platform/index.ts";
import {
  templates,
  templateVersions,
  voucherTemplates,
  type Mechanics,
  type TemplateDocument,
} from "./model.ts";
import { changesMechanics, programOf, voucherTemplateRefs, type ProgramInput } from "./program.ts";
import type { Program } from "../catalog/index.ts";

export const listTemplates = (
  platform: Platform,
  businessId: string,
  paging: Paging,
): Promise<Page<TemplateDocument>> =>
  readPage<TemplateDocument>(platform.store.collection(templates), { business_id: businessId }, paging);

const versionId = (templateId: string, version: number): string => `${templateId}:${version}`;

const standing = new Standing<TemplateDocument | null>(templates, 1_000);

export const findTemplate = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<TemplateDocument | null> => {
  const { store } = platform;
  const found = await standing.get(store, id, () => byId(store.collection(templates), id));
  if (found?.business_id !== businessId) return null;
  remember(versionId(id, found.version), found);
  return found;
};

/** @throws not_found */
export const getTemplate = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<TemplateDocument> => {
  const found = await findTemplate(platform, businessId, id);
  if (found === null) throw new Failure("not_found");
  return found;
};

/** @throws validation_failed when the id names no card template of the business */
export const checkTemplate = async (
  platform: Platform,
  businessId: string,
  id: string | undefined,
  pointer = "/template_id",
): Promise<void> => {
  if (id !== undefined && (await findTemplate(platform, businessId, id)) === null) throw unknownId(pointer);
};

/** A card template that is not kept. @throws validation_failed for a voucher template that is not of this business */
export const draftTemplate = async (
  platform: Platform,
  businessId: string,
  { name, look, ...input }: ProgramInput & { name: string; look?: LookInput | undefined },
): Promise<TemplateDocument> => {
  const program = programOf(input, null, platform.newId);
  await checkVoucherTemplates(platform, businessId, program);
  const now = platform.clock.now();
  return {
    _id: platform.newId("tpl"),
    business_id: businessId,
    name,
    version: 1,
    ...program,
    look: changedLook({}, look),
    applying_version: null,
    created_at: now,
    updated_at: now,
  };
};

/** @throws validation_failed for a voucher template that is not of this business */
export const createTemplate = async (
  platform: Platform,
  businessId: string,
  input: ProgramInput & { name: string },
): Promise<TemplateDocument> =>
  insertOnce(platform.store.collection(templates), await draftTemplate(platform, businessId, input));

/** Changes what is sent; a change of mechanics makes the next version. @throws not_found, validation_failed */
export const updateTemplate = async (
  platform: Platform,
  businessId: string,
  id: string,
  { name, look, ...input }: ProgramInput & { name?: string | undefined; look?: LookInput | undefined },
): Promise<TemplateDocument> => {
  for (;;) {
    const current = await getTemplate(platform, businessId, id);
    const program = programOf(input, current, platform.newId);
    await checkVoucherTemplates(platform, businessId, program);
    const version = changesMechanics(current, program) ? current.version + 1 : current.version;
    if (version > current.version) await keepVersion(platform, current);
    const changed = await platform.store.collection(templates).findOneAndUpdate(
      { _id: id, version: current.version, updated_at: current.updated_at },
      {
        $set: {
          ...program,
          name: name ?? current.name,
          look: changedLook(current, look),
          version,
          updated_at: nextTime(platform, current.updated_at),
        },
      },
      { returnDocument: "after" },
    );
    // Null means somebody else changed it in between; decide again on what stands now.
    if (changed !== null) return changed;
  }
};

/** `updated_at` is also what concurrent writers compare, so it always moves on. */
const nextTime = (platform: Platform, before: Date): Date =>
  new Date(Math.max(platform.clock.now().getTime(), before.getTime() + 1));

/** Keeps the version that stands before the next one replaces it: what it says is fixed, so doing this twice is fine. */
const keepVersion = async (platform: Platform, current: TemplateDocument): Promise<void> => {
  const { earn, goals, after_final_goal, limits } = current;
  await platform.store
    .collection(templateVersions)
    .replaceOne(
      { _id: versionId(current._id, current.version) },
      { mechanics: { earn, goals, after_final_goal, limits } },
      { upsert: true },
    );
};

/** What versions say, which never changes, so it is remembered for good; beyond so many it is read again. */
const versions = new Map<string, Mechanics>();
const mostVersions = 2_000;

const remember = (id: string, { earn, goals, after_final_goal, limits }: Mechanics): void => {
  if (versions.has(id)) return;
  versions.set(id, { earn, goals, after_final_goal, limits });
  const [oldest] = versions.size > mostVersions ? versions.keys() : [];
  if (oldest !== undefined) versions.delete(oldest);
};

/** The rules of a version where this process has met it; so that what they refer to is read with the template. */
export const knownMechanics = (templateId: string, version: number): Mechanics | null =>
  versions.get(versionId(templateId, version)) ?? null;

/** The rules of one version, by which cards issued under it live. */
export const mechanicsOf = async (
  platform: Platform,
  template: TemplateDocument,
  version: number,
): Promise<Mechanics> => {
  if (version === template.version) return template;
  const known = knownMechanics(template._id, version);
  if (known !== null) return known;
  const id = versionId(template._id, version);
  const kept = await byId(platform.store.collection(templateVersions), id);
  if (kept !== null) {
    remember(id, kept.mechanics);
    return kept.mechanics;
  }
  // It was read before the card was, which another process has led to a newer one in between.
  const now = await byId(platform.store.collection(templates), template._id);
  if (now?.version !== version) throw new Error(`version ${version} of ${template._id} is gone`);
  return now;
};

const checkVoucherTemplates = async (
  platform: Platform,
  businessId: string,
  program: Program,
): Promise<void> => {
  const refs = voucherTemplateRefs(program);
  if (refs.length === 0) return;
  const found = await platform.store
    .collection(voucherTemplates)
    .find({ _id: { $in: refs.map((ref) => ref.id) }, business_id: businessId }, { projection: { _id: 1 } })
    .toArray();
  const missing = refs.find((ref) => !found.some((one) => one._id === ref.id));
  if (missing !== undefined) throw unknownId(missing.pointer);
};
