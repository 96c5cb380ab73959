import { words } from '../../i18n/language.ts';

export const t = words(
  {
    title: 'Calling everyone',
    text: '@here calls all who are here at that moment, @room calls everybody. Of those who may not, it stays plain text.',
    who: 'Who may',
    all: 'Everybody',
    admin: 'Only the admin',
  },
  {
    title: 'Обращение ко всем',
    text: '@here обращается ко всем, кто сейчас здесь, @room — вообще ко всем. У тех, кому нельзя, это останется просто текстом.',
    who: 'Кому можно',
    all: 'Всем',
    admin: 'Только администратору',
  },
);
