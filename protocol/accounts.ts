import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';
import { closed, Id, Literals, Nullable, Secret, Time } from './values.ts';

export const Role = Literals(['admin', 'member']);

/** `avatar` is the address of a square picture, or null (the page draws initials). */
export const Person = Type.Object({
  id: Id,
  name: Type.String(),
  avatar: Nullable(Type.String()),
  role: Role,
});
export type Person = Static<typeof Person>;

/** Who wrote something; also of people who are gone. */
export const Author = Type.Object({ id: Id, name: Type.String(), avatar: Nullable(Type.String()) });
export type Author = Static<typeof Author>;

export const PersonName = Type.String({ minLength: 1, maxLength: limits.personNameLength * 4 });

export const SignIn = Type.Object({ user: Secret }, closed);
export const SignedIn = Type.Object({ me: Person });
export const EditMe = Type.Object({ name: PersonName }, closed);

/** A browser or script that is signed in. `label` is made from its User-Agent. */
export const Device = Type.Object({
  id: Id,
  label: Type.String(),
  address: Type.String(),
  createdAt: Time,
  lastSeenAt: Time,
  current: Type.Boolean(),
});
export type Device = Static<typeof Device>;
export const Devices = Type.Object({ devices: Type.Array(Device) });

/** A person as the admin sees one. `storageBytes` counts the person's files with all that was derived from them. */
export const AdminPerson = Type.Object({
  id: Id,
  name: Type.String(),
  avatar: Nullable(Type.String()),
  role: Role,
  disabled: Type.Boolean(),
  devices: Type.Integer(),
  storageBytes: Type.Integer(),
  createdAt: Time,
  lastSeenAt: Nullable(Time),
});
export type AdminPerson = Static<typeof AdminPerson>;
export const AdminPeople = Type.Object({ people: Type.Array(AdminPerson) });

export const NewPerson = Type.Object({ name: PersonName }, closed);
export const EditPerson = Type.Object(
  { name: Type.Optional(PersonName), disabled: Type.Optional(Type.Boolean()) },
  closed,
);

/** The personal link, shown once: the server keeps only a hash of its secret. */
export const PersonLink = Type.Object({ person: AdminPerson, link: Type.String() });
export type PersonLink = Static<typeof PersonLink>;

export const PersonEvent = Person;
export const PersonGone = Type.Object({ id: Id });
