/** "Unread from here": beside the read mark, which never goes back. */
export const unreadMark = `
alter table memberships add column unread_from integer;
`;
