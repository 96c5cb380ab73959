/** Letters and tables that were handed out before their makers were taken out of them stay what they were. */
export const officeDocuments = `
update media set keep_metadata = 1
 where kind = 'document' and state <> 'processing'
   and (mime like 'application/vnd.openxmlformats-officedocument.%' or mime like 'application/vnd.oasis.opendocument.%');
`;
