import type { z } from "zod";
import { noLook, type Look, type lookIn } from "../catalog/index.ts";

/** A look as a request says it. */
export type LookInput = z.output<typeof lookIn>;

/** The look as customers see it: a colour is always there. */
export interface ShownLook extends Look {
  readonly color: string;
}

/** Of shops that have chosen none. */
export const usualColor = "#5b2a86";

/** Documents of 0.1.0 have no look. */
interface Looking {
  readonly look?: Partial<Look>;
}

/** The look with every member; what was never said is null. */
export const wholeLook = ({ look }: Looking): Look => ({
  color: look?.color ?? noLook.color,
  logo_url: look?.logo_url ?? noLook.logo_url,
  picture_url: look?.picture_url ?? noLook.picture_url,
  address: look?.address ?? noLook.address,
});

/** What customers see: each member as the card template says it, else as the business. */
export const shownLook = (business: Looking, template: Looking | null = null): ShownLook => {
  const [own, general] = [wholeLook(template ?? {}), wholeLook(business)];
  return {
    color: own.color ?? general.color ?? usualColor,
    logo_url: own.logo_url ?? general.logo_url,
    picture_url: own.picture_url ?? general.picture_url,
    address: own.address ?? general.address,
  };
};

/** The look after a request: what it says goes before what stood. */
export const changedLook = (before: Looking, input: LookInput | undefined): Look =>
  wholeLook({ look: { ...wholeLook(before), ...input } as Partial<Look> });
