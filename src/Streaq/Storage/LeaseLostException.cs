namespace Streaq.Storage;

/// <summary>Thrown when a fetch finds that the worker's lease is gone. The worker must not fetch again.</summary>
internal sealed class LeaseLostException() : StreaqException("The worker's lease is gone.");
