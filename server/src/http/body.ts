import type { IncomingMessage } from "node:http";
import { Failure } from "../core/failure.ts";

export const maxBodyBytes = 256 * 1024;

export interface RequestBody {
  /** As it came; what tills sign. */
  readonly raw: string;
  /** Undefined when the request has no body. */
  readonly parsed: unknown;
}

const collect = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  // Left undestroyed: destroying the request would break the connection before the answer is sent.
  const parts = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of parts) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Failure("body_too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** The body's bytes, 256 KB at most. @throws body_too_large; invalid_request when the sender went away half way */
export const readBytes = async (request: IncomingMessage): Promise<Buffer> => {
  try {
    const declared = Number(request.headers["content-length"] ?? 0);
    if (declared > maxBodyBytes) throw new Failure("body_too_large");
    return await collect(request);
  } catch (error) {
    // The rest runs into nothing: the sender, who is still at it, reads the answer and may use the connection again.
    request.resume();
    if (error instanceof Failure) throw error;
    throw new Failure("invalid_request", { detail: "The body ended too early." });
  }
};

const parse = (raw: string): unknown => {
  try {
    return JSON.parse(raw);
  } catch {
    throw new Failure("malformed_json");
  }
};

const isJson = (contentType: string): boolean =>
  /^application\/(json|[\w.+-]+\+json)(\s*;|\s*$)/i.test(contentType);

const isEncoded = (encoding: string | undefined): boolean =>
  encoding !== undefined && encoding.toLowerCase() !== "identity";

/**
 * Reads a JSON body of at most 256 KB.
 * @throws body_too_large, unsupported_media_type, malformed_json
 */
export const readBody = async (request: IncomingMessage): Promise<RequestBody> => {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return { raw: "", parsed: undefined };
  if (!isJson(request.headers["content-type"] ?? "")) throw new Failure("unsupported_media_type");
  if (isEncoded(request.headers["content-encoding"])) {
    throw new Failure("unsupported_media_type", { detail: "Send the body without Content-Encoding." });
  }
  let raw: string;
  try {
    raw = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure("malformed_json", { detail: "The body is not valid UTF-8." });
  }
  return { raw, parsed: parse(raw) };
};
