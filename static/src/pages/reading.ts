/* Styles of the pages that the server renders; they need no code. */
import './tokens.css';
import './reading.css';
import './way.css';
