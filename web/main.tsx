import './styles/tokens.css';
import './styles/base.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { startTheme } from './features/settings/theme.ts';
import { startTooltips } from './ui/tooltip.ts';

startTheme();
startTooltips();
const root = document.getElementById('app');
if (root) render(<App />, root);
