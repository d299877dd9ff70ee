using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A task handed to a worker.</summary>
/// <param name="Message">The task.</param>
/// <param name="Receipt">The bytes by which the store finds the task again when it is settled.</param>
internal readonly record struct Delivery(TaskMessage Message, byte[] Receipt);
