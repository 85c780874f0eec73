import { type Document, isMap, isSeq, parseDocument } from 'yaml';

/** What a setting is written as. */
export type SettingValue = string | boolean | readonly string[];

/**
 * The text of a stack's file with some of its settings set. Comments, order, line endings and everything else stay.
 *
 * @param text YAML that can be read, or nothing
 * @param settings by their full keys
 */
export function withSettings(text: string, settings: Readonly<Record<string, SettingValue>>): string {
  return edited(text, (document) => {
    for (const [key, value] of Object.entries(settings)) document.setIn(['config', key], value);
  });
}

/** The text of a stack's file with a text put at the end of the list under a key, unless it is in it. */
export function withListed(text: string, key: string, item: string): string {
  return edited(text, (document) => {
    const list = document.getIn(['config', key]);
    if (!isSeq(list)) document.setIn(['config', key], document.createNode([item]));
    else if (!list.items.some((each) => String(each) === item)) {
      list.flow &&= list.items.length > 0;
      list.add(document.createNode(item));
    }
  });
}

function edited(text: string, edit: (document: Document) => void): string {
  const document = parseDocument(text);
  if (!isMap(document.getIn(['config']))) document.setIn(['config'], document.createNode({}));
  const config = document.getIn(['config']);
  if (isMap(config)) config.flow &&= config.items.length > 0;
  edit(document);
  const indentSeq = !/^( *)[^\s#-].*:\n(?:\s*#.*\n)*\1- /m.test(text.replaceAll('\r\n', '\n'));
  const written = document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding: false });
  return text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
}
