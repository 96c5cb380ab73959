/** So that a room's media are found in order, however many messages without any lie between them. */
export const gallery = `
alter table attachments add column seq integer not null default 0;
update attachments set seq = coalesce((select seq from messages where messages.id = attachments.message_id), 0);
create index attachments_by_room on attachments (room_id, seq);
`;
