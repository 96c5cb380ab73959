export const edits = `
create table message_edits (
  message_id integer not null references messages (id) on delete cascade,
  -- the version that said so
  version integer not null,
  text text not null,
  -- when it was written
  at integer not null,
  primary key (message_id, version)
) strict, without rowid;

create index messages_by_reply on messages (reply_to) where reply_to is not null;
`;
