// Tells the stylesheet that script runs. A file of its own because pages carry no inline script.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');
