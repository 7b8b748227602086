import jwt from "jsonwebtoken";
import { RateLimiterMongo, RateLimiterRes } from "rate-limiter-flexible";
import { Failure } from "../core/failure.ts";
import { randomText } from "../core/secrets.ts";
import type { OpenSession, Platform } from "../platform/index.ts";
import { staffCollection, type StaffDocument } from "./model.ts";
import { isPassword } from "./password.ts";

export const sessionLifeMs = 12 * 3_600_000;
const wrongPasswords = 10;
const windowSeconds = 600;

export interface Session extends OpenSession {
  readonly staffId: string;
  readonly csrfToken: string;
}

/** A password hash of nothing: compared with when the login is unknown, so that the answer takes as long. */
const nobody = "scrypt.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const limiters = new WeakMap<Platform["store"], RateLimiterMongo>();

/** Wrong passwords per login and address, counted in the store so that all processes count together. */
const wrongPasswordLimiter = (platform: Platform): RateLimiterMongo => {
  const known = limiters.get(platform.store);
  if (known !== undefined) return known;
  const limiter = new RateLimiterMongo({
    storeClient: platform.store.connection,
    tableName: "wrong_passwords",
    points: wrongPasswords,
    duration: windowSeconds,
  });
  limiters.set(platform.store, limiter);
  return limiter;
};

/** Counted before the password is looked at: guesses sent at the same moment count too. */
const countTry = async (limiter: RateLimiterMongo, subject: string): Promise<void> => {
  try {
    await limiter.consume(subject);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.ceil(refused.msBeforeNext / 1000);
    throw new Failure("too_many_logins", { retry_after: Math.max(1, seconds) });
  }
};

/**
 * Checks login and password.
 * @throws login_failed; too_many_logins after 10 wrong passwords in 10 minutes for the login and address
 */
export const checkLogin = async (
  platform: Platform,
  input: { login: string; password: string; address: string },
): Promise<StaffDocument> => {
  const loginKey = input.login.trim().toLowerCase();
  const subject = `${loginKey}|${input.address}`;
  const limiter = wrongPasswordLimiter(platform);
  await countTry(limiter, subject);
  const staff = await platform.store.collection(staffCollection).findOne({ login_key: loginKey });
  const isRight = await isPassword(input.password, staff?.password_hash ?? nobody);
  if (staff === null || !isRight || staff.status !== "active") throw new Failure("login_failed");
  await limiter.delete(subject);
  return staff;
};

/** A signed session for the cookie, and the token that writes must repeat in a header. */
export const openSession = (
  platform: Platform,
  staff: StaffDocument,
): { cookie: string; csrfToken: string } => {
  const csrfToken = randomText(32);
  const claims = { sub: staff._id, pv: staff.password_version, csrf: csrfToken };
  const issuedAt = Math.floor(platform.clock.now().getTime() / 1000);
  const cookie = jwt.sign({ ...claims, iat: issuedAt }, platform.sessionSecret, {
    algorithm: "HS256",
    expiresIn: sessionLifeMs / 1000,
    jwtid: randomText(22),
  });
  return { cookie, csrfToken };
};

export const readSession = (platform: Platform, cookie: string): Session | null => {
  try {
    const claims = jwt.verify(cookie, platform.sessionSecret, {
      algorithms: ["HS256"],
      clockTimestamp: Math.floor(platform.clock.now().getTime() / 1000),
    });
    if (typeof claims === "string" || claims.sub === undefined) return null;
    return {
      id: claims.jti ?? "",
      endsAt: new Date((claims.exp ?? 0) * 1000),
      staffId: claims.sub,
      passwordVersion: Number(claims["pv"]),
      csrfToken: String(claims["csrf"]),
    };
  } catch {
    return null;
  }
};

/** False after a log-out, and after each new password. */
export const isOpen = ({ id, passwordVersion }: OpenSession, staff: StaffDocument): boolean =>
  staff.password_version === passwordVersion && !staff.ended_sessions?.some((ended) => ended.id === id);

/** Ends a session for good: a copy of its cookie is worth nothing from here on. */
export const endSession = async (platform: Platform, cookie: string): Promise<void> => {
  const session = readSession(platform, cookie);
  if (session === null) return;
  const { id, endsAt, staffId } = session;
  const members = platform.store.collection(staffCollection);
  const past = { ends_at: { $lte: platform.clock.now() } };
  await members.updateOne({ _id: staffId }, { $pull: { ended_sessions: past } });
  await members.updateOne({ _id: staffId }, { $push: { ended_sessions: { id, ends_at: endsAt } } });
};
