import { words } from '../../i18n/language.ts';

export const t = words(
  {
    title: 'What should rooms keep?',
    text: 'Older messages are deleted by themselves, with their files. You can change this at any time on the admin page, for each room too.',
    last20: 'The last 20 messages',
    last20Hint: 'As this chat is meant: light and fleeting.',
    more: 'The last messages, as many as you say',
    everything: 'Everything',
    everythingHint: 'Nothing is deleted by itself. Mind the disk.',
    count: 'How many messages',
    countError: 'A whole number from 1 to 1,000,000.',
    decide: 'Keep it so',
  },
  {
    title: 'Что хранить в комнатах?',
    text: 'Старые сообщения удаляются сами, вместе с файлами. Изменить это можно когда угодно на странице администратора, в том числе для каждой комнаты.',
    last20: 'Последние 20 сообщений',
    last20Hint: 'Как этот чат и задуман: легко и мимолётно.',
    more: 'Последние сообщения, сколько скажете',
    everything: 'Всё',
    everythingHint: 'Само ничего не удаляется. Следите за местом на диске.',
    count: 'Сколько сообщений',
    countError: 'Целое число от 1 до 1 000 000.',
    decide: 'Так и хранить',
  },
);
