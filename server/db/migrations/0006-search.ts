/**
 * Which messages' index entries may no longer be true, noted in the transaction that changed them, whichever feature did:
 * the search index is a file of its own that follows these notes, so that it can neither lose nor delay a message.
 */
export const search = `
create table search_changes (
  -- grows for ever: the newest note is never deleted
  n integer primary key,
  message_id integer not null
) strict;

create trigger search_message_added after insert on messages begin
  insert into search_changes (message_id) values (new.id);
end;
create trigger search_message_changed after update of text, deleted_at on messages begin
  insert into search_changes (message_id) values (new.id);
end;
create trigger search_message_removed after delete on messages begin
  insert into search_changes (message_id) values (old.id);
end;
create trigger search_file_added after insert on attachments begin
  insert into search_changes (message_id) values (new.message_id);
end;
create trigger search_file_removed after delete on attachments begin
  insert into search_changes (message_id) values (old.message_id);
end;
create trigger search_file_changed after update of name, kind on media begin
  insert into search_changes (message_id) select message_id from attachments where media_id = new.id;
end;
`;
