import { render } from 'preact';
import './styles/theme.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/table.css';
import './styles/process.css';
import './styles/log.css';
import { Page } from './page.js';
import { whoAmI } from './session/session.js';

const place = document.querySelector('#page');
if (place !== null) render(<Page />, place);
void whoAmI();
