namespace Streaq.Testing;

/// <summary>For tests that build their own host instead of a <see cref="StreaqTestHost"/>.</summary>
public static class StreaqBuilderExtensions
{
    /// <summary>
    /// Notes what the client of this queue enqueues. Call it after other <c>UseEnqueue</c> middleware, so that it sees what they set.
    /// </summary>
    /// <param name="streaq">The queue.</param>
    /// <returns>The notes.</returns>
    public static EnqueueLog RecordEnqueued(this StreaqBuilder streaq)
    {
        ArgumentNullException.ThrowIfNull(streaq);
        var log = new EnqueueLog();
        streaq.UseEnqueue(log.RecordAsync);
        return log;
    }
}
