/** True when the driver found no server to talk to: a fault of the moment, not of the request. */
export const isStoreAway = (error: unknown): boolean =>
  error instanceof Error &&
  /^Mongo(ose)?(ServerSelection|Network|NetworkTimeout|PoolCleared|NotConnected|TopologyClosed)Error$/.test(
    error.name,
  );

interface DuplicateKey {
  readonly code: 11000;
  readonly keyPattern?: Record<string, number>;
}

/** True for a unique index's refusal; `field` narrows it to indexes that hold this field. */
export const isDuplicateKey = (error: unknown, field?: string): error is DuplicateKey => {
  if (typeof error !== "object" || error === null || !("code" in error) || error.code !== 11000) return false;
  if (field === undefined) return true;
  const pattern = "keyPattern" in error ? (error.keyPattern as Record<string, unknown>) : {};
  return Object.hasOwn(pattern ?? {}, field);
};
