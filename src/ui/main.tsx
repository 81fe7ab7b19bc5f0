import { render } from 'preact';
import './styles/theme.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/table.css';
import './styles/process.css';
import './styles/log.css';
import { Page } from './page.js';
import { pageAt } from './pages.js';
import { fetchPage } from './parts/page-loader.js';
import { route } from './parts/route.js';
import { whoAmI } from './session/session.js';

const place = document.querySelector('#page');
if (place !== null) render(<Page />, place);
// Beside the question who this is, not after it. A failure is shown where the page would be.
fetchPage(pageAt(route.value).load).catch(() => undefined);
void whoAmI();
