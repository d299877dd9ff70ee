using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A task handed to a worker.</summary>
/// <param name="Message">The task.</param>
/// <param name="Receipt">What the store needs to find it again when it is settled.</param>
internal sealed record Delivery(TaskMessage Message, ReadOnlyMemory<byte> Receipt);
