package dev.hangup.config;

/**
 * That a resource alone sets something: where several do, one of them is in force, or it is undefined which.
 *
 * @param over what it sets, in words: {@code the policy of reviews.default.svc.cluster.local}
 * @param by the resource, with its place
 */
public record Claim(String over, String by) {}
