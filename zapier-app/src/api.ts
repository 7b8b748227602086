import zapier, {
  type AfterResponseMiddleware,
  type BeforeRequestMiddleware,
  type Bundle,
  type HttpRequestOptions,
  type HttpResponse,
  type ZObject,
} from "zapier-platform-core";
import packageJson from "../package.json" with { type: "json" };
import { AddressProblem, installationAddress } from "./address.ts";
import { failureOf } from "./failure.ts";
import { connectionKey, KeyProblem } from "./key.ts";
import type { FieldLabels } from "./wording.ts";

/** A request to the API; `path` starts after /v1. */
export interface ApiRequest {
  readonly method: NonNullable<HttpRequestOptions["method"]>;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** How the form calls what the request is made from, for the sentences of a refusal. */
  readonly labels?: FieldLabels;
  /** Refusals that are answers here, such as 404 where nothing found is no error. */
  readonly accepts?: readonly number[];
}

/** Zapier ends a run after 30 seconds; this leaves time to say why. */
const timeoutMs = 20_000;

const userAgent = `7stamp-zapier-app/${packageJson.version} zapier-platform-core/${zapier.version}`;

/** Puts the key, the app's version and the format into each request; a redirect would carry the key elsewhere. */
export const identify: BeforeRequestMiddleware = (request, _z, bundle) => ({
  ...request,
  redirect: "manual",
  headers: {
    ...request.headers,
    accept: "application/json",
    Authorization: `Bearer ${connectionKey(bundle.authData["api_key"])}`,
    // In small letters, as the platform writes its own: else both would be sent as one.
    "user-agent": userAgent,
  },
});

const isUnderstood = (response: HttpResponse): boolean =>
  response.status >= 200 &&
  response.status < 300 &&
  (response.status === 204 || typeof response.data === "object");

/** Turns every answer that is not the wished one into the right class of error. */
export const refuse: AfterResponseMiddleware = (response, z) => {
  const { accepts, labels } = (response.request.middlewareData ?? {}) as Pick<
    ApiRequest,
    "accepts" | "labels"
  >;
  if (isUnderstood(response) || accepts?.includes(response.status)) return response;
  throw failureOf(z, response, labels ?? {});
};

/** The address to call; the key is looked at too, before anything is sent. */
const addressOf = (z: ZObject, bundle: Bundle): string => {
  try {
    const address = installationAddress(bundle.authData["base_url"]);
    connectionKey(bundle.authData["api_key"]);
    return address;
  } catch (error) {
    if (error instanceof AddressProblem) throw new z.errors.Error(error.message, "invalid_address");
    if (error instanceof KeyProblem) throw new z.errors.Error(error.message, "invalid_key");
    throw error;
  }
};

/** A request that got no answer: the name is wrong, nothing listens there, or it took too long. */
const unreachable = (z: ZObject, address: string): Error =>
  new z.errors.Error(
    `No answer from ${address}. Check the Installation Address of the connection, and that the server is running.`,
    "unreachable",
  );

/**
 * Calls the API of the connected installation. The only way out of this app.
 * @throws the error classes of failure.ts; a plain error for an address that is wrong or does not answer
 */
export const callApi = async (z: ZObject, bundle: Bundle, request: ApiRequest): Promise<HttpResponse> => {
  const address = addressOf(z, bundle);
  const { method, path, query, body, headers, labels, accepts } = request;
  try {
    return await z.request({
      url: `${address}/v1${path}`,
      method,
      timeout: timeoutMs,
      ...(query && { params: { ...query } }),
      ...(body && { body: { ...body } }),
      headers: { ...headers },
      // `refuse` has decided what is an error; the platform's own check knows statuses only.
      skipThrowForStatus: true,
      middlewareData: { labels, accepts },
    });
  } catch (error) {
    // A TypeError of the request's making quotes what it was made from, the key too.
    if (error instanceof Error && ["FetchError", "TypeError"].includes(error.name))
      throw unreachable(z, address);
    throw error;
  }
};
