namespace Streaq.Storage;

/// <summary>Host and port of the store; never credentials.</summary>
internal sealed record StoreAddress(string Host, int Port);
