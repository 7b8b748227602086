import type { CampaignDocument, Reach } from "./model.ts";

export type VoucherOfReach = NonNullable<Reach["voucher"]>;

/** What stands below the message when the campaign gives a voucher. */
export const voucherLines = (voucher: Pick<VoucherOfReach, "title" | "code">, link: string | null): string =>
  [voucher.code === null ? voucher.title : `${voucher.title}: ${voucher.code}`, link]
    .filter((line) => line !== null)
    .join("\n");

/** The text a messenger shows. */
export const messengerText = (
  campaign: Pick<CampaignDocument, "message">,
  voucher: VoucherOfReach | null,
  link: string | null,
): string => (voucher === null ? campaign.message : `${campaign.message}\n\n${voucherLines(voucher, link)}`);

/** A code of our own, or a shared one, is no longer than this. */
const longestCode = 40;
const tokenLength = 40;

/** How much room the voucher takes below the message at most. */
export const voucherRoom = (title: string, publicUrl: string): number =>
  messengerText(
    { message: "" },
    { id: "", title, code: "X".repeat(longestCode) },
    `${publicUrl}/c/${"X".repeat(tokenLength)}`,
  ).length;
