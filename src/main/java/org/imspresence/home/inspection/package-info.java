/** What an operator may ask of the homes of a cluster, and what they answer: data as it goes between nodes. */
package org.imspresence.home.inspection;
