namespace Streaq.Dashboard.Assets;

/// <summary>A file of the dashboard.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Version">A hash of its content.</param>
internal sealed record Asset(string Type, byte[] Content, string Version);
