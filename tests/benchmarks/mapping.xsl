<?xml version="1.0" encoding="UTF-8"?>
<!-- The keyword table of section 4.8.2 and nothing else: what a stylesheet needs for the Melior text, as a yardstick. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:n="urn:mvg-export:triage-note:1">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/n:triage-note">
    <xsl:for-each select="n:entries/n:entry[n:text != '']">
      <xsl:choose>
        <xsl:when test="n:keyword = 'Besöksorsak'">Kontaktorsak</xsl:when>
        <xsl:when test="n:keyword = 'Patientens egenanamnes'">Patientens egen anamnes (Min vård Gävleborg)</xsl:when>
        <xsl:when test="n:keyword = 'Kompletterande anamnes'">Kompletterande anamnes (Min vård Gävleborg)</xsl:when>
        <xsl:otherwise><xsl:value-of select="n:keyword"/></xsl:otherwise>
      </xsl:choose>
      <xsl:text>&#10;</xsl:text>
      <xsl:value-of select="n:text"/>
      <xsl:text>&#10;&#10;</xsl:text>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
