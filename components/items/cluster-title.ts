/** What a cluster is called on screen: the index gives numbers, people give names. */
export const clusterTitle = (cluster: string): string => (/^\d+$/.test(cluster) ? `Cluster ${cluster}` : cluster);
