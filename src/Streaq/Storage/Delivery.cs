using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A task handed to a worker.</summary>
/// <param name="Message">The task.</param>
/// <param name="Receipt">What the store needs to find it again when it is settled.</param>
internal readonly record struct Delivery(TaskMessage Message, byte[] Receipt);
