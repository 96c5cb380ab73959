import './styles/tokens.css';
import './styles/base.css';
import { render } from 'preact';
import { NoLink } from './features/session/no-link.tsx';
import { startTheme } from './features/settings/theme.ts';

startTheme();
const root = document.getElementById('app');
if (root) render(<NoLink />, root);
