// Refinements only: every page works without this file. Words come from data attributes.
import "./live.js";
import "./focus.js";
import "./toasts.js";
import "./forms.js";
import "./early.js";
import "./saved.js";
import "./menus.js";
import "./files.js";
import "./picks.js";
import "./theme.js";
import "./palette.js";
import "./desk/picking.js";
import "./desk/panel.js";
import "./desk/keys.js";
