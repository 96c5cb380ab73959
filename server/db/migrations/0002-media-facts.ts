export const mediaFacts = `
alter table media add column pages integer;
alter table media add column waveform text;
alter table media add column voice integer not null default 0;
-- 1: the sender wants place, owner and device to stay in the original
alter table media add column keep_metadata integer not null default 0;
`;
