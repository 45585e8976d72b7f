import type { components } from "./schema";

type Schemas = components["schemas"];

export type ApiKey = Schemas["ApiKey"];
export type AuditEntry = Schemas["AuditEntry"];
export type Client = Schemas["Client"];
export type InstanceOverview = Schemas["Overview"];
export type Invitation = Schemas["Invitation"];
export type InvitationPreview = Schemas["InvitationPreview"];
export type IssuedApiKey = Schemas["IssuedApiKey"];
export type IssuedInvitation = Schemas["IssuedInvitation"];
export type Me = Schemas["Me"];
export type Member = Schemas["Member"];
export type Organization = Schemas["Organization"];
export type Permission = Schemas["Permission"];
export type Project = Schemas["Project"];
export type Role = Schemas["Role"];
export type Session = Schemas["Session"];

export interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
}
