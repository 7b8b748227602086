import { findBusiness, presentBusiness } from "../businesses/index.ts";
import * as catalog from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { mapPage } from "../core/paging.ts";
import { bind, bindSilent, type Operation } from "../http/operation.ts";
import { sessionCookie } from "../http/authenticate.ts";
import { createApiKey, deleteApiKey, listApiKeys, regenerateApiKey, type FreshKey } from "./api-keys.ts";
import { foundBusiness } from "./found.ts";
import { bySession } from "./identify.ts";
import { createStaff, getStaff, listStaff, updateStaff } from "./members.ts";
import { presentApiKey, presentStaff, toStaffMember } from "./present.ts";
import { checkLogin, endSession, openSession, sessionLifeMs } from "./session.ts";

const presentFresh = ({ key, staff, activeHooks, secret }: FreshKey) => ({
  ...presentApiKey(key, staff, activeHooks),
  key: secret,
});

export const staffOperations: readonly Operation[] = [
  bind(catalog.getMe, async ({ caller }) => ({
    business: presentBusiness(caller.business),
    staff: presentStaff(caller.staff),
    key: caller.key,
  })),
  bind(catalog.createBusiness, async ({ platform, body }) => {
    const { business, owner } = await foundBusiness(platform, body);
    return { business: presentBusiness(business), staff: presentStaff(toStaffMember(owner)) };
  }),
  bind(catalog.listStaff, async ({ platform, caller, query: { has_key, ...paging } }) => {
    const hasKey = has_key && has_key === "true";
    const page = await listStaff(platform, caller.business.id, { ...paging, hasKey });
    return mapPage(page, (one) => presentStaff(toStaffMember(one)));
  }),
  bind(catalog.getStaff, async ({ platform, caller, params }) =>
    presentStaff(toStaffMember(await getStaff(platform, caller.business.id, params.id))),
  ),
  bind(catalog.createStaff, async ({ platform, caller, body }) =>
    presentStaff(toStaffMember(await createStaff(platform, caller.business.id, body))),
  ),
  bind(catalog.updateStaff, async ({ platform, caller, params, body }) =>
    presentStaff(toStaffMember(await updateStaff(platform, caller.business.id, params.id, body))),
  ),
  bind(catalog.listApiKeys, async ({ platform, caller, query }) =>
    mapPage(await listApiKeys(platform, caller.business.id, query), ({ key, staff, activeHooks }) =>
      presentApiKey(key, staff, activeHooks),
    ),
  ),
  bind(catalog.createApiKey, async ({ platform, caller, body }) =>
    presentFresh(await createApiKey(platform, caller.business.id, body.staff_id)),
  ),
  bind(catalog.regenerateApiKey, async ({ platform, caller, params }) =>
    presentFresh(await regenerateApiKey(platform, caller.business.id, params.id)),
  ),
  bindSilent(catalog.deleteApiKey, async ({ platform, caller, params }) => {
    await deleteApiKey(platform, caller.business.id, params.id);
  }),
  bind(catalog.logIn, async ({ platform, body, request }) => {
    const staff = await checkLogin(platform, { ...body, address: request.address });
    const business = await findBusiness(platform, staff.business_id);
    if (business === null) throw new Failure("login_failed");
    const { cookie, csrfToken } = openSession(platform, staff);
    request.setCookie(sessionCookie, cookie, { maxAgeMs: sessionLifeMs });
    return {
      csrf_token: csrfToken,
      staff: presentStaff(toStaffMember(staff)),
      business: presentBusiness(business),
    };
  }),
  bind(catalog.getSession, async ({ platform, request }) => {
    const session = await bySession(platform, request.cookie(sessionCookie));
    if (session === null) throw new Failure("unauthenticated");
    const { caller, csrfToken } = session;
    return {
      csrf_token: csrfToken,
      staff: presentStaff(caller.staff),
      business: presentBusiness(caller.business),
    };
  }),
  bindSilent(catalog.logOut, async ({ platform, request }) => {
    await endSession(platform, request.cookie(sessionCookie));
    request.setCookie(sessionCookie, "", "clear");
  }),
];
