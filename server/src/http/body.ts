import type { IncomingMessage } from "node:http";
import { Failure } from "../core/failure.ts";

export const maxBodyBytes = 256 * 1024;

export interface RequestBody {
  /** As it came; what tills sign. */
  readonly raw: string;
  /** Undefined when the request has no body. */
  readonly parsed: unknown;
}

/** The body's bytes, 256 KB at most. @throws body_too_large */
export const readBytes = async (request: IncomingMessage): Promise<Buffer> => {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBodyBytes) throw new Failure("body_too_large");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Failure("body_too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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

/**
 * Reads a JSON body of at most 256 KB.
 * @throws body_too_large, unsupported_media_type, malformed_json
 */
export const readBody = async (request: IncomingMessage): Promise<RequestBody> => {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return { raw: "", parsed: undefined };
  if (!isJson(request.headers["content-type"] ?? "")) throw new Failure("unsupported_media_type");
  let raw: string;
  try {
    raw = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure("malformed_json", { detail: "The body is not valid UTF-8." });
  }
  return { raw, parsed: parse(raw) };
};
