using Streaq.Tasks;

namespace Streaq;

/// <content>The replicas and the disk that an enqueue waits for.</content>
public sealed partial class StreaqOptions
{
    /// <summary>
    /// How many replicas of Redis must have acknowledged an enqueue before it returns, so that the task survives a fail-over to one of
    /// them. When too few do within <see cref="ReplicaTimeout"/>, the enqueue throws <see cref="StreaqStoreException"/>. The primary has
    /// then stored the task, so repeat the enqueue with the same id: that adds nothing twice. <see cref="EnqueueOutageWait"/> does so. It
    /// applies to the enqueues of <see cref="IStreaqClient"/>, not to schedules and replays. The embedded store has no replicas and ignores
    /// it. Default: 0, an enqueue returns as soon as the primary has it.
    /// </summary>
    public int WaitForReplicas { get; set; }

    /// <summary>
    /// Whether an enqueue returns only when the primary has it on its disk, so that the task survives a crash of the machine. It needs
    /// Redis 7.2 or newer with <c>appendonly yes</c> (<c>WAITAOF</c>). With <c>appendfsync everysec</c> that takes up to a second, which
    /// concurrent enqueues share. When the disk does not have it within <see cref="ReplicaTimeout"/>, the enqueue throws as with
    /// <see cref="WaitForReplicas"/>. The embedded store has no disk and ignores it. Default: <see langword="false"/>.
    /// </summary>
    public bool WaitForDisk { get; set; }

    /// <summary>
    /// How long an enqueue waits for <see cref="WaitForReplicas"/> and <see cref="WaitForDisk"/>; 1 ms to 10 s. Default: 2 seconds.
    /// </summary>
    public TimeSpan ReplicaTimeout { get; set; } = TimeSpan.FromSeconds(2);

    private void CheckReplicas(OptionRules rules)
    {
        rules.AtLeast(WaitForReplicas, 0);
        rules.AtLeast(ReplicaTimeout, TimeSpan.FromMilliseconds(1));
        // Well below the timeout of a command: other commands wait behind this one.
        rules.AtMost(ReplicaTimeout, TimeSpan.FromSeconds(10));
    }
}
