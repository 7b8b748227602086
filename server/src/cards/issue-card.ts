import { findCustomer } from "../customers/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { deleteCard } from "./delete.ts";
import { findOrIssue, type IssueCardInput, type IssuedCard } from "./issue.ts";

/**
 * Issues the customer's card of a template, or finds it. A customer who was erased while their card was being issued
 * keeps none: the call then counts as made after the erasure, for a new customer.
 * @throws validation_failed, customer_conflict
 */
export const issueCard = async (
  platform: Platform,
  scope: Scope,
  input: IssueCardInput,
): Promise<IssuedCard> => {
  const issued = await findOrIssue(platform, scope, input);
  if (!issued.created) return issued;
  const holder = await findCustomer(platform, scope.business.id, issued.customer_id);
  if (holder !== null) return issued;
  await deleteCard(platform, scope, issued.id);
  // The key is used up by the card that is deleted; the answer is kept under it all the same.
  const { business, actor, source, location_id } = scope;
  return issueCard(platform, { business, actor, source, location_id }, input);
};
