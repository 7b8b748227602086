import { pictureName } from "./store.ts";

/** Where a picture is fetched, outside of /v1. @param publicUrl of the installation */
export const pictureAddress = (publicUrl: string, name: string): string => `${publicUrl}/pictures/${name}`;

/** The name of the picture of ours that an address shows; null for a picture that is kept elsewhere. */
export const ownPictureName = (publicUrl: string, address: string | null): string | null => {
  const start = `${publicUrl}/pictures/`;
  if (address?.startsWith(start) !== true) return null;
  const name = address.slice(start.length);
  return pictureName.test(name) ? name : null;
};
