import { z } from "zod";
import { findBusiness } from "../../businesses/index.ts";
import { findByToken, findCard, noteSaved, type CardDocument } from "../../cards/index.ts";
import { sameText } from "../../core/secrets.ts";
import type { PlainAnswer, PlainRequest, PlainRoute } from "../../http/plain.ts";
import type { Platform } from "../../platform/index.ts";
import { faceOf } from "../face.ts";
import type { PassDocument } from "../model.ts";
import { findPass, openPass } from "../passes.ts";
import { walletScope } from "../scope.ts";
import type { AppleAccount } from "./account.ts";
import { buildPass } from "./build.ts";
import { passesOf, register, unregister } from "./registrations.ts";
import { isSeen, settled } from "./times.ts";

/*
 * Apple's web service for passes: register, unregister, list of updated passes, latest pass, log. A phone proves itself
 * with the pass's token; the list is guarded by the device's id alone, as Apple has it. Registering tells of the saved
 * card first and notes the phone then: a crash in between makes the phone ask again, and the card is saved once. Phones
 * repeat what failed with growing waits, so every call may come any number of times.
 */

export interface AppleService {
  readonly platform: Platform;
  readonly account: AppleAccount;
}

const nothing = (status: number): PlainAnswer => ({ status });

const deviceOf = ({ params }: PlainRequest): string | null =>
  /^[\w.-]{1,128}$/.exec(params["device"] ?? "")?.[0] ?? null;

interface Known {
  readonly pass: PassDocument;
  readonly card: CardDocument;
}

/** The pass a request is about, if it carries the pass's token; null for everything else. */
const authorised = async (
  { platform, account }: AppleService,
  { params, header }: PlainRequest,
): Promise<Known | null> => {
  const token = /^ApplePass (.+)$/.exec(header("authorization"))?.[1];
  if (token === undefined || params["passType"] !== account.passTypeId) return null;
  const pass = await findPass(platform, "apple", params["serial"] ?? "");
  if (!pass?.auth_token || !sameText(platform.vault.open(pass.auth_token), token)) return null;
  const card = await findCard(platform, pass.card_id);
  return card && { pass, card };
};

const pushTokenSchema = z.object({ pushToken: z.string().regex(/^[0-9a-fA-F]{16,400}$/) });

const json = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
};

const registerDevice = async (service: AppleService, request: PlainRequest): Promise<PlainAnswer> => {
  const { platform } = service;
  const known = await authorised(service, request);
  if (known === null) return nothing(401);
  const device = deviceOf(request);
  const body = pushTokenSchema.safeParse(json(request.body));
  const business = await findBusiness(platform, known.card.business_id);
  if (device === null || !body.success || business === null) return nothing(400);
  await noteSaved(platform, walletScope(business), known.card, "apple");
  const { pushToken } = body.data;
  const noted = await register(platform, { device, cardId: known.card._id, pushToken });
  return nothing(noted === "new" ? 201 : 200);
};

const unregisterDevice = async (service: AppleService, request: PlainRequest): Promise<PlainAnswer> => {
  const known = await authorised(service, request);
  if (known === null) return nothing(401);
  const device = deviceOf(request);
  if (device !== null) await unregister(service.platform, device, known.card._id);
  return nothing(200);
};

const listUpdated = async (
  { platform, account }: AppleService,
  request: PlainRequest,
): Promise<PlainAnswer> => {
  const device = deviceOf(request);
  if (device === null || request.params["passType"] !== account.passTypeId) return nothing(204);
  const since = Number(request.query.get("passesUpdatedSince") ?? 0) || 0;
  const changed = (await passesOf(platform, device)).filter(({ changed_at: at }) => at.getTime() > since);
  if (changed.length === 0) return nothing(204);
  const latest = new Date(Math.max(...changed.map(({ changed_at: at }) => at.getTime())));
  const body = {
    serialNumbers: changed.map(({ card_id: cardId }) => cardId),
    lastUpdated: String(settled(latest, platform.clock.now()).getTime()),
  };
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
};

const passAnswer = async (
  { platform, account }: AppleService,
  pass: PassDocument,
): Promise<PlainAnswer | null> => {
  const face = await faceOf(platform, pass.card_id);
  if (face === null) return null;
  return {
    status: 200,
    headers: {
      "content-type": "application/vnd.apple.pkpass",
      "content-disposition": 'attachment; filename="card.pkpass"',
      "last-modified": settled(pass.changed_at, platform.clock.now()).toUTCString(),
      "cache-control": "no-store",
    },
    body: await buildPass(platform, account, pass, face),
  };
};

const latestPass = async (service: AppleService, request: PlainRequest): Promise<PlainAnswer> => {
  const known = await authorised(service, request);
  if (known === null) return nothing(401);
  if (isSeen(known.pass.changed_at, request.header("if-modified-since"))) return nothing(304);
  return (await passAnswer(service, known.pass)) ?? nothing(401);
};

/** The pass for a customer who adds it from the card page. */
const downloadPass = async (service: AppleService, request: PlainRequest): Promise<PlainAnswer> => {
  const { platform } = service;
  const token = request.params["token"] ?? "";
  const card = await findByToken(platform, token);
  const answer = card && (await passAnswer(service, await openPass(platform, "apple", card)));
  // The card page says in friendly words that a card is not there.
  return answer ?? { status: 303, headers: { location: `${platform.publicUrl}/c/${token}` } };
};

const logsSchema = z.object({ logs: z.array(z.string()) });

const takeLog = async ({ platform }: AppleService, request: PlainRequest): Promise<PlainAnswer> => {
  const body = logsSchema.safeParse(json(request.body));
  const lines = body.success ? body.data.logs.slice(0, 20).map((line) => line.slice(0, 500)) : [];
  if (lines.length > 0) platform.log.warn({ lines }, "a phone complains about a pass");
  return nothing(200);
};

const registration = "/wallets/apple/v1/devices/:device/registrations/:passType/:serial";
const registered = "/wallets/apple/v1/devices/:device/registrations/:passType";

/** Adding a card to Apple Wallet, and Apple's web service for passes. */
export const appleRoutes = (service: AppleService): readonly PlainRoute[] => {
  const by =
    (answer: (service: AppleService, request: PlainRequest) => Promise<PlainAnswer>) =>
    (request: PlainRequest): Promise<PlainAnswer> =>
      answer(service, request);
  return [
    {
      method: "GET",
      path: "/wallets/apple/cards/:token",
      isSecret: true,
      isPage: true,
      answer: by(downloadPass),
    },
    { method: "POST", path: registration, isSecret: true, answer: by(registerDevice) },
    { method: "DELETE", path: registration, isSecret: true, answer: by(unregisterDevice) },
    { method: "GET", path: registered, isSecret: true, answer: by(listUpdated) },
    { method: "GET", path: "/wallets/apple/v1/passes/:passType/:serial", answer: by(latestPass) },
    { method: "POST", path: "/wallets/apple/v1/log", answer: by(takeLog) },
  ];
};
