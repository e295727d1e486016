/** What programs were told to do with their connections: settings of servers, proxies and clients, each with file and line. */
@NullMarked
package dev.hangup.config;

import org.jspecify.annotations.NullMarked;
