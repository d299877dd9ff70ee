namespace System.Runtime.CompilerServices;

/// <summary>What records need, and netstandard2.0 does not have.</summary>
internal static class IsExternalInit;
