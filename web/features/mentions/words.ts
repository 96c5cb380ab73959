import { words } from '../../i18n/language.ts';

export const t = words(
  {
    you: 'you',
    here: 'Everyone who is here now',
    room: 'Everybody',
    roomNote: 'Room',
  },
  {
    you: 'вы',
    here: 'Все, кто сейчас здесь',
    room: 'Все',
    roomNote: 'Комната',
  },
);
