/** What operators and web applications see and do by HTTP, as JSON: see docs/rest.md. */
package org.imspresence.rest;
