namespace Streaq.Analyzers;

/// <summary>A part of a payload that JSON would leave out.</summary>
/// <param name="place">The members that lead to it, such as <c>Lines[].Price</c>; empty for the value itself.</param>
/// <param name="reason">Why it is left out and how to fix that: a sentence without its subject.</param>
internal sealed class Loss(string place, string reason)
{
    public Loss Within(string outer) => new(place.Length == 0 || place[0] == '[' ? outer + place : $"{outer}.{place}", reason);

    public override string ToString() => $"{(place.Length == 0 ? "it" : $"'{place}'")} {reason}";
}
