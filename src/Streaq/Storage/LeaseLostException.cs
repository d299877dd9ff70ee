namespace Streaq.Storage;

/// <summary>A fetch has found that the worker's lease is gone: it must fetch nothing more.</summary>
internal sealed class LeaseLostException() : StreaqException("The worker's lease is gone.");
