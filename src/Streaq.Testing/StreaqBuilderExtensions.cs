namespace Streaq.Testing;

/// <summary>Extensions for tests that build their own host instead of a <see cref="StreaqTestHost"/>.</summary>
public static class StreaqBuilderExtensions
{
    /// <summary>
    /// Records the tasks that the client of this queue enqueues. Call it after other <c>UseEnqueue</c> middleware, so that it records their
    /// changes as well.
    /// </summary>
    /// <param name="streaq">The queue.</param>
    /// <returns>The log, which fills while tasks are enqueued.</returns>
    public static EnqueueLog RecordEnqueued(this StreaqBuilder streaq)
    {
        ArgumentNullException.ThrowIfNull(streaq);
        var log = new EnqueueLog();
        streaq.UseEnqueue(log.RecordAsync);
        return log;
    }
}
